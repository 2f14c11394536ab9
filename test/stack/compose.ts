// docker-compose.yml as Compose itself understands it. That needs no engine.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnv, type Env } from '../support/programs.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Service {
  readonly image: string;
  readonly user?: string;
  readonly profiles?: readonly string[];
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number; readonly published: string }[];
  readonly volumes?: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
    readonly bind?: { readonly create_host_path?: boolean };
  }[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly network_mode?: string;
  readonly restart?: string;
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Compose 2: docker's plugin, or the program that test/tools.sh has fetched. Undefined where there is none. */
export function composeProgram(): readonly string[] | undefined {
  const fetched = join(ROOT, '.cache', 'monitoring', 'docker-compose');
  const candidates = [['docker', 'compose'], ...(existsSync(fetched) ? [[fetched]] : [])];
  return candidates.find(([program = '', ...words]) => spawnSync(program, [...words, 'version']).status === 0);
}

/** With all profiles, and with further files on top. Throws what Compose says where it refuses. */
export function readCompose(env: Env = {}, ...overrides: readonly string[]): Compose {
  const [program = '', ...words] = composeProgram() ?? [];
  const files = [join(ROOT, 'docker-compose.yml'), ...overrides].flatMap((file) => ['--file', file]);
  const asked = ['--project-directory', ROOT, ...files, '--profile', '*', 'config', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(program, [...words, ...asked], {
    encoding: 'utf8',
    env: cleanEnv({ HOME: '/home/somebody', ...env }),
  });
  if (status !== 0) throw new Error(`compose refuses: ${stderr}`);
  return JSON.parse(stdout);
}
