// Settings: flags > HOOKMETER_* > config.json > defaults. Everything is checked before anything starts.

import * as v from 'valibot';
import { readText } from '../base/read-text.ts';
import { isMissing } from '../journal/segments.ts';

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Names besides IP addresses, names without a dot and this machine's own, that a request's Host header may carry. */
  readonly allowHosts: readonly string[];
  readonly allowAnonymous: boolean;
  readonly token: string | undefined;
  /** `user:password` */
  readonly basicAuth: string | undefined;
  readonly maxEntries: number;
  readonly retentionDays: number;
  readonly retentionBytes: number;
  /** Whether the sidecar pushes; where to is up to OpenTelemetry's own variables. */
  readonly otlp: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export type Flags = { readonly [key in keyof Settings]?: unknown };

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly message: string };

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const whole = (least: number, most: number) =>
  v.pipe(
    v.union(
      [v.number(), v.pipe(v.string(), v.regex(/^\d+$/, 'expected a whole number'), v.transform(Number))],
      `expected a whole number from ${least} to ${most}`,
    ),
    v.integer(`expected a whole number from ${least} to ${most}`),
    v.minValue(least, `expected a whole number from ${least} to ${most}`),
    v.maxValue(most, `expected a whole number from ${least} to ${most}`),
  );
const yesNo = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['1', 'true', 'yes', '0', 'false', 'no']),
      v.transform((text) => ['1', 'true', 'yes'].includes(text)),
    ),
  ],
  'expected true or false',
);
const names = v.union(
  [
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((text) =>
        text
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    ),
  ],
  'expected names, separated by commas',
);
const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'));

const SETTINGS = {
  host: v.optional(text, '127.0.0.1'),
  port: v.optional(whole(0, 65_535), 9464),
  allowHosts: v.optional(names, []),
  allowAnonymous: v.optional(yesNo, false),
  token: v.optional(text),
  basicAuth: v.optional(v.pipe(text, v.regex(/^[^:]+:./, 'expected user:password'))),
  maxEntries: v.optional(whole(1, 1_000_000), 2000),
  retentionDays: v.optional(whole(2, 36_500), 90),
  retentionBytes: v.optional(whole(1, Number.MAX_SAFE_INTEGER), 1024 ** 3),
  otlp: v.optional(yesNo, false),
  logLevel: v.optional(v.picklist(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(', ')}`), 'info'),
};
const schema = v.strictObject(SETTINGS);
const KEYS: readonly string[] = Object.keys(SETTINGS);

/** Never throws; the message names the setting, where it came from, what it was and what was expected. */
export function readSettings(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  configFile: string,
): ReadSettings {
  const file = readConfigFile(configFile);
  if (!file.ok) return file;
  const merged = new Map<string, { value: unknown; from: string }>();
  for (const [key, value] of Object.entries(file.values)) merged.set(key, { value, from: `"${key}" in ${configFile}` });
  for (const key of KEYS) {
    const name = environmentName(key);
    if (env[name] !== undefined && env[name] !== '') merged.set(key, { value: env[name], from: name });
  }
  for (const [key, value] of Object.entries(flags))
    if (value !== undefined) merged.set(key, { value, from: `--${kebab(key)}` });
  const parsed = v.safeParse(schema, Object.fromEntries([...merged].map(([key, { value }]) => [key, value])));
  if (parsed.success) {
    const { token, basicAuth, ...rest } = parsed.output;
    return { ok: true, settings: { ...rest, token, basicAuth } };
  }
  const [issue] = parsed.issues;
  const key = v.getDotPath(issue)?.split('.')[0] ?? '';
  const where = merged.get(key);
  if (!KEYS.includes(key))
    return { ok: false, message: `${where?.from ?? key} is no setting; settings are ${KEYS.join(', ')}` };
  const shown = SECRET.has(key) ? 'a value' : JSON.stringify(where?.value);
  return { ok: false, message: `${where?.from ?? key} is ${shown}; ${issue.message}` };
}

const SECRET: ReadonlySet<string> = new Set(['token', 'basicAuth']);

const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const environmentName = (key: string): string => `HOOKMETER_${kebab(key).replaceAll('-', '_').toUpperCase()}`;

type ConfigFile =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly message: string };

function readConfigFile(path: string): ConfigFile {
  let content: string;
  try {
    content = readText(path);
  } catch (error) {
    if (isMissing(error)) return { ok: true, values: {} };
    return { ok: false, message: `${path} cannot be read: ${error instanceof Error ? error.message : error}` };
  }
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, values: { ...value } };
    return { ok: false, message: `${path} must hold a JSON object; correct or remove it` };
  } catch (error) {
    return {
      ok: false,
      message: `${path} is not JSON (${error instanceof Error ? error.message : error}); correct or remove it`,
    };
  }
}
