import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';

export type Upload = { path: string; bytes: number; name: string; mime: string };
export type Params = { values: Record<string, unknown>; uploads: Map<string, Upload> };

const textFields = new Set(['text', 'caption', 'parse_mode']);
let uploadCount = 0;

/** A call's parameters: from the query, a JSON or form body, or multipart with files, which go to disk. */
export async function readParams(request: FastifyRequest, dir: string, maxBytes: number): Promise<Params> {
  const values: Record<string, unknown> = { ...(request.query as object) };
  const uploads = new Map<string, Upload>();
  if (!request.isMultipart()) return { values: { ...values, ...(request.body as object | null) }, uploads };
  for await (const part of request.parts({ limits: { fileSize: maxBytes + 1, fields: 100, files: 20 } })) {
    if (part.type === 'field') {
      const text = String(part.value);
      values[part.fieldname] = textFields.has(part.fieldname) ? text : fromText(text);
      continue;
    }
    const path = join(dir, `upload-${(uploadCount += 1)}`);
    await pipeline(part.file, createWriteStream(path));
    const { size } = await stat(path);
    if (size > maxBytes || part.file.truncated) throw new ApiError(413, 'Request Entity Too Large');
    uploads.set(part.fieldname, { path, bytes: size, name: part.filename, mime: part.mimetype });
  }
  return { values, uploads };
}

/** In a form everything is text: numbers, switches and JSON are read back where they can be nothing else. */
function fromText(text: string): unknown {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

/** The upload that a parameter names by `attach://`, if it names one. */
export function uploadOf({ values, uploads }: Params, name: string): Upload | undefined {
  const value = values[name];
  if (typeof value !== 'string' || !value.startsWith('attach://')) return uploads.get(name);
  const upload = uploads.get(value.slice('attach://'.length));
  if (upload === undefined) throw new ApiError(400, `Bad Request: file "${value}" is not attached`);
  return upload;
}

/** A parameter that is text; empty where it is missing or something else. */
export function textOf(values: Params['values'], name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
