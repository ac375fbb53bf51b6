import { z } from 'zod';
import { ExampleRow } from '../../../schemas/curation/same-task.ts';
import { CurationAccepted } from '../../../schemas/api/curations.ts';
import {
  CurateResult,
  OperationReport,
  OPERATIONS,
  ResultFile,
  ResultFileName,
} from '../../../schemas/curation/operations.ts';
import {
  CorpusDeleted,
  CorpusDetail,
  CorpusList,
  KindList,
  RecordPage,
  TaskList,
} from '../../../schemas/api/corpora.ts';
import {
  DemonstrationsRequest,
  ManyDemonstrationsRequest,
  Order,
  PromptFormat,
  Strategy,
} from '../../../schemas/api/demonstrations.ts';
import {
  Demonstration,
  DemonstrationScores,
  DemonstrationsResponse,
  ManyDemonstrationsResponse,
  StablePrefix,
} from '../../../schemas/api/found-demonstrations.ts';
import { EmbeddingFileLine } from '../../../schemas/api/embedding-files.ts';
import { EmbeddingsRequest, EmbeddingsResponse } from '../../../schemas/api/embeddings.ts';
import { Facets } from '../../../schemas/api/facets.ts';
import { Health, Readiness } from '../../../schemas/api/health.ts';
import { IngestionAccepted } from '../../../schemas/api/ingestions.ts';
import {
  CurationReport,
  IngestionReport,
  JobCancelled,
  JobList,
  JobReport,
  ReembeddingReport,
} from '../../../schemas/api/jobs.ts';
import { ReembeddingAccepted } from '../../../schemas/api/reembeddings.ts';
import {
  AnyRow,
  RecordChanged,
  RecordInput,
  RecordKeys,
  RecordPatch,
  RecordsDeleted,
  RecordsFound,
  RecordsToWrite,
  RecordsWritten,
  RecordWritten,
} from '../../../schemas/api/record-writes.ts';
import { RecordSearch, SearchResponse, SearchScores, SearchSpace } from '../../../schemas/api/records.ts';
import { ErrorBody } from '../../../schemas/errors.ts';
import { FieldCondition, RecordFilter } from '../../../schemas/filter.ts';
import { IngestCorpusResult, ReembedCorpusResult, Rejection } from '../../../schemas/jobs.ts';
import {
  ColumnMap,
  FileFormat,
  LayoutName,
  RowOrigin,
  RowValues,
  ValueType,
} from '../../../schemas/layout.ts';
import { InstructionRecord, KindLabel, Metadata, TaskLabel, Turn } from '../../../schemas/record.ts';

export type JsonSchema = Record<string, unknown>;

/** The named schemas of the curation operations, for example `SelectReport` and its parts. */
function operationSchemas(): Record<string, z.ZodType> {
  const found = Object.entries(OPERATIONS).map(([kind, { report, parts }]) => ({
    [`${pascalCase(kind)}Report`]: report,
    ...parts,
  }));
  return Object.assign({}, ...found) as Record<string, z.ZodType>;
}

function pascalCase(kind: string): string {
  return kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The schemas that have a name of their own in the OpenAPI document. */
const NAMED_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...operationSchemas(),
  ColumnMap,
  CorpusDeleted,
  CorpusDetail,
  CorpusList,
  CurateResult,
  CurationAccepted,
  CurationReport,
  Demonstration,
  DemonstrationScores,
  DemonstrationsRequest,
  DemonstrationsResponse,
  ManyDemonstrationsRequest,
  ManyDemonstrationsResponse,
  EmbeddingFileLine,
  EmbeddingsRequest,
  EmbeddingsResponse,
  ErrorBody,
  ExampleRow,
  Facets,
  FieldCondition,
  FileFormat,
  Health,
  IngestCorpusResult,
  IngestionAccepted,
  IngestionReport,
  InstructionRecord,
  JobCancelled,
  JobList,
  JobReport,
  KindLabel,
  KindList,
  LayoutName,
  OperationReport,
  Order,
  PromptFormat,
  Readiness,
  RecordChanged,
  RecordFilter,
  RecordInput,
  RecordKeys,
  RecordPage,
  RecordPatch,
  RecordsDeleted,
  RecordsFound,
  RecordsToWrite,
  RecordsWritten,
  RecordWritten,
  ReembedCorpusResult,
  ReembeddingAccepted,
  ReembeddingReport,
  Rejection,
  ResultFile,
  ResultFileName,
  RowOrigin,
  RecordSearch,
  SearchResponse,
  SearchScores,
  SearchSpace,
  StablePrefix,
  Strategy,
  TaskLabel,
  TaskList,
  Turn,
  ValueType,
};

const names = new Map<z.core.$ZodType, string>(
  Object.entries(NAMED_SCHEMAS).map(([name, schema]) => [schema, name]),
);

function uri(name: string): string {
  return `#/components/schemas/${name}`;
}

type Override = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

/** Objects with any fields, of which zod itself knows less. */
const ANY_OBJECTS: ReadonlySet<z.core.$ZodType> = new Set([AnyRow, Metadata, RowValues]);

/**
 * Removes from a schema what tells a reader nothing: the bounds of safe integers, and the definition of any JSON value.
 */
function simplify({ zodSchema, jsonSchema }: Override): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (ANY_OBJECTS.has(zodSchema)) {
    jsonSchema.type = 'object';
    jsonSchema.additionalProperties = true;
  }
}

/** The named schemas as JSON Schema 2020-12, which OpenAPI 3.1 includes unchanged. They refer to each other by name. */
export function componentSchemas(): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(NAMED_SCHEMAS)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri, override: simplify });
  const named = Object.entries(schemas).filter(([name]) => name in NAMED_SCHEMAS);
  return Object.fromEntries(named.map(([name, schema]) => [name, withoutIds(schema)]));
}

/** A reference to a named schema, or the schema itself when it has no name. */
export function schemaOrReference(schema: z.ZodType): JsonSchema {
  const name = names.get(schema);
  return name === undefined ? withoutIds(toJsonSchema(schema)) : { $ref: uri(name) };
}

export interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
  /** True when the field is a text that contains JSON; `schema` then describes the JSON value. */
  readonly isJson: boolean;
}

/** The fields of an object schema, from which the parameters of a route are described. */
export function fieldsOf(schema: z.ZodObject): Field[] {
  const { properties = {}, required = [] } = toJsonSchema(schema);
  const { properties: read = {} } = toJsonSchema(schema, 'output');
  return Object.entries(properties).map(([name, sent]) => {
    const isJson = typeOf(sent) === 'string' && typeOf(read[name]) === 'object';
    const field = isJson ? { ...asObject(read[name]), description: asObject(sent)['description'] } : sent;
    return { name, isRequired: required.includes(name), schema: asObject(field), isJson };
  });
}

function asObject(schema: unknown): JsonSchema {
  return schema as JsonSchema;
}

function typeOf(schema: unknown): unknown {
  return asObject(schema)['type'];
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io, override: simplify });
}

function withoutIds(schema: z.core.JSONSchema.BaseSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$id' && key !== '$schema'));
}
