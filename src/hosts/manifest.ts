// manifest.json: what install has wrapped. It tells the sidecar which hooks are configured, even those that never run, and uninstall
// what stood there before. docs/install.md describes it.

import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { writeAtomically } from '../base/atomic-write.ts';
import { readText } from '../base/read-text.ts';
import { HOST_IDS, SCOPES } from './host.ts';

const Hook = v.object({
  hook: v.pipe(v.string(), v.minLength(1)),
  event: v.string(),
  /** Whose file it stands in; who runs it is known only at run time. */
  host: v.picklist(HOST_IDS),
  scope: v.picklist(SCOPES),
  /** As the shim will name it, for hooks of one project; absent for hooks that run in all of them. */
  project: v.optional(v.string()),
  file: v.string(),
  command: v.string(),
  /** Seconds. */
  timeout: v.optional(v.number()),
  /** Microseconds since 1970: when it was first wrapped. */
  since: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const File = v.object({
  path: v.string(),
  host: v.picklist(HOST_IDS),
  scope: v.picklist(SCOPES),
  /** The project that it belongs to, as an absolute path; for the user's own files the one where install was started. */
  project: v.string(),
  /** The file as it was before the first change, beside manifest.json. */
  backup: v.pipe(v.string(), v.regex(/^backups\/[0-9a-f]{12}-[^/]+$/, 'is not the path of a backup')),
  /** Of the file as install left it, as SHA-256 in hex. */
  sha256: v.string(),
  /** The source text of each wrapper, and what stood in its place, in the order of the file. */
  tokens: v.array(v.object({ wrapped: v.string(), original: v.string() })),
});

const Manifest = v.object({ v: v.literal(1), hooks: v.array(Hook), files: v.array(File) });

export type ManifestHook = v.InferOutput<typeof Hook>;
export type ManifestFile = v.InferOutput<typeof File>;
export type Manifest = v.InferOutput<typeof Manifest>;

export type ReadManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly message: string };

export const emptyManifest = (): Manifest => ({ v: 1, hooks: [], files: [] });

/** An absent file is an empty manifest. */
export function readManifest(path: string): ReadManifest {
  if (!existsSync(path)) return { ok: true, manifest: emptyManifest() };
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), readText(path));
  if (parsed.success) return { ok: true, manifest: parsed.output };
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  return { ok: false, message: `${path}: ${where === null ? '' : `${where}: `}${issue.message}` };
}

/** Replaces the file atomically, mode 0600. Throws what the file system says. */
export function writeManifest(path: string, manifest: Manifest): void {
  writeAtomically(path, `${JSON.stringify(manifest, null, 1)}\n`, { durable: true });
}
