/** The part of `@langchain/core` that the selector uses, so that the repository compiles without it. CI compiles against the package. */
declare module '@langchain/core/example_selectors' {
  export abstract class BaseExampleSelector {
    lc_namespace: string[];
    constructor(kwargs?: object, ..._args: never[]);
    abstract addExample(example: Record<string, string>): Promise<void | string>;
    abstract selectExamples(input_variables: Record<string, string>): Promise<Record<string, string>[]>;
  }
}
