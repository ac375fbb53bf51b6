/**
 * The ONNX graphs that compare vectors, written as bytes here: onnxruntime reads models but has nothing that makes them,
 * and these have four nodes. An ONNX model is a protobuf message; the numbers below are those of its fields in onnx.proto3.
 */

/** Scores are whole millionths, like those of the stores (`visible-score.ts`): equal vectors score exactly 1. */
export const SCORE_UNIT = 1e6;

/** A field that is a number: its key is `field << 3`. All numbers here are below 128, a byte each. */
function integer(field: number, value: number): Uint8Array {
  return Uint8Array.of(field << 3, value);
}

/** A field of 32 bits: its key is `field << 3 | 5`. */
function float(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(5, (field << 3) | 5);
  bytes.writeFloatLE(value, 1);
  return bytes;
}

/** A field that is a text or another message: its key is `field << 3 | 2`, then follows its length, seven bits a byte. */
function nested(field: number, content: string | readonly Uint8Array[]): Uint8Array {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content);
  const length: number[] = [];
  for (let rest = bytes.length; rest > 0 || length.length === 0; rest >>>= 7) {
    length.push((rest & 127) | (rest > 127 ? 128 : 0));
  }
  return Buffer.concat([Uint8Array.of((field << 3) | 2), Uint8Array.from(length), bytes]);
}

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;

/** AttributeProto: name 1, f 2, i 3, type 20 (key of two bytes), which is FLOAT 1 or INT 2. */
function attribute(name: string, value: { readonly float: number } | { readonly int: number }): Uint8Array {
  const [type, bytes] = 'float' in value ? [1, float(2, value.float)] : [2, integer(3, value.int)];
  return nested(5, [nested(1, name), bytes, Uint8Array.of(0xa0, 0x01, type)]);
}

/** NodeProto: input 1, output 2, op_type 4, attribute 5; GraphProto has it as field 1. */
function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Uint8Array[] = [],
): Uint8Array {
  const names = [...inputs.map((name) => nested(1, name)), ...outputs.map((name) => nested(2, name))];
  return nested(1, [...names, nested(4, operator), ...attributes]);
}

/** ValueInfoProto of a tensor with axes of any length; GraphProto has inputs as field 11, outputs as 12. */
function tensor(field: 11 | 12, name: string, type: number, rank: 1 | 2): Uint8Array {
  const axes = Array.from({ length: rank }, (_, axis) => nested(1, [nested(2, `${name} ${axis}`)]));
  return nested(field, [nested(1, name), nested(2, [nested(1, [integer(1, type), nested(2, axes)])])]);
}

/** ModelProto: ir_version 1, graph 7, opset_import 8. */
function model(parts: readonly Uint8Array[]): Uint8Array {
  const operators = nested(8, [nested(1, ''), integer(2, 17)]);
  return Buffer.concat([integer(1, 8), nested(7, [...parts, nested(2, 'similarity')]), operators]);
}

/** `queries` [q, d] times `others` [w, d], rounded to millionths: `similarities` [q, w]. */
const COMPARE: readonly Uint8Array[] = [
  tensor(11, 'queries', FLOAT, 2),
  tensor(11, 'others', FLOAT, 2),
  node(
    'Gemm',
    ['queries', 'others'],
    ['products'],
    [attribute('alpha', { float: SCORE_UNIT }), attribute('transB', { int: 1 })],
  ),
  node('Round', ['products'], ['similarities']),
];

/** The best `k` [1] of each row of `from`: `scores` [q, k], highest first, lower columns first among equals, and `columns`. */
function bestOf(from: string): Uint8Array[] {
  return [
    tensor(11, 'k', INT64, 1),
    node('TopK', [from, 'k'], ['scores', 'places']),
    node('Cast', ['places'], ['columns'], [attribute('to', { int: INT32 })]),
    tensor(12, 'scores', FLOAT, 2),
    tensor(12, 'columns', INT32, 2),
  ];
}

/** Gives every similarity. */
export function comparingModel(): Uint8Array {
  return model([...COMPARE, tensor(12, 'similarities', FLOAT, 2)]);
}

/** Gives the best `k` of each query. */
export function rankingModel(): Uint8Array {
  return model([...COMPARE, ...bestOf('similarities')]);
}

/** Gives the best `k` of each query among the first `width` [1] of the others; `zero` [1] and `one` [1] hold these numbers. */
export function rankingFirstModel(): Uint8Array {
  const numbers = ['zero', 'width', 'one'];
  return model([
    ...COMPARE,
    ...numbers.map((name) => tensor(11, name, INT64, 1)),
    node('Slice', ['similarities', ...numbers], ['first']),
    ...bestOf('first'),
  ]);
}
