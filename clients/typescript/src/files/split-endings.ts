/** A path without its endings, such as `.jsonl.gz`, and those endings. */
export function splitEndings(path: string): { readonly stem: string; readonly endings: string } {
  const [endings = ''] = /(\.[A-Za-z]+)?(\.gz(ip)?)?$/i.exec(path) ?? [];
  return { stem: path.slice(0, path.length - endings.length), endings };
}
