// hookmeter.sh: what scripts that source it may rely on.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.ts';
import { journal, library, type Outcome, plainEnv, runExactly } from '../support/shim.ts';

const snapshot = {
  hook_performance: {
    format: {
      total_executions: 3,
      successful_executions: 2,
      failed_executions: 1,
      average_execution_time: 141.7,
      success_rate: 66.67,
      last_execution: '2026-11-22T06:20:05+00:00',
      outcomes: { success: 2, failed: 1 },
    },
    'a "b" \\ü%s': { average_execution_time: 0, success_rate: 100, total_executions: 1 },
  },
  system_health: { total_hook_executions: 3, overall_success_rate: 66.67, monitoring_active: true },
  more: { overall_success_rate: 1 },
};

export function hookmeterSh(bash: string): void {
  describe(`hookmeter.sh in ${bash}`, () => {
    function source(script: string, env: Record<string, string> = {}): { dir: string; result: Outcome } {
      const dir = temporaryFolder();
      const words = [bash, '-c', `set -euo pipefail\nsource '${library}'\n${script}`];
      return { dir, result: runExactly(words, { env: { ...plainEnv, HOOKMETER_DIR: dir, ...env } }) };
    }

    it('records one end per call', () => {
      const { dir, result } = source(
        'record_hook_execution format true 141.7; record_hook_execution "a \\"b\\" %s\nü" false 0',
      );
      expect(result).toEqual({ stdout: '', stderr: '', code: 0, signal: null });
      const { raw, lines } = journal(dir);
      expect(raw[0]).toMatch(
        /^\{"v":1,"kind":"end","run":"[0-9a-f-]{10,39}","hook":"format","at":\d{16},"us":141700,"code":0\}$/,
      );
      expect(lines[1]).toMatchObject({ hook: 'a "b" %s\nü', us: 0, code: 1 });
      expect(new Set(lines.map((line) => line.run)).size).toBe(2);
      const days = readdirSync(join(dir, 'journal'));
      expect(days[0]).toBe(`${new Date((lines[0]?.at ?? 0) / 1000).toISOString().slice(0, 10)}.ndjson`);
      for (const day of days) expect(statSync(join(dir, 'journal', day)).mode & 0o777).toBe(0o600);
      expect(statSync(join(dir, 'journal')).mode & 0o777).toBe(0o700);
    });

    it.each([
      ['0', 0],
      ['7', 7000],
      ['7.5', 7500],
      ['.25', 250],
      ['08.0919', 8091],
      ['12.', 12_000],
      ['86400000', 86_400_000_000],
    ])('takes %s milliseconds for %i microseconds', (given, us) => {
      expect(journal(source(`record_hook_execution h true ${given}`).dir).lines[0]?.us).toBe(us);
    });

    it.each(['', 'h', 'h true', 'h yes 1', 'h true fast', 'h true -1', 'h true .', '"" true 1', 'h true 1 more'])(
      'refuses "%s" with one line',
      (words) => {
        const { dir, result } = source(`record_hook_execution ${words} || echo "status $?"`);
        expect(result.stdout).toBe('status 2\n');
        expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
        expect(journal(dir).lines).toEqual([]);
      },
    );

    it('stays silent when there is nothing to write to', () => {
      for (const env of [
        { HOOKMETER_DIR: '/dev/null/x' },
        { HOOKMETER_DIR: '', HOME: '' },
        { HOOKMETER_DIR: '/proc/x' },
      ]) {
        const { result } = source('record_hook_execution h true 1; echo "went on $?"', env);
        expect(result).toEqual({ stdout: 'went on 0\n', stderr: '', code: 0, signal: null });
      }
    });

    it('keeps a long name short and whole', () => {
      for (const character of ['ü', '"', '\x01']) {
        const { dir, result } = source('record_hook_execution "$NAME" true 1', { NAME: character.repeat(5000) });
        expect(result.stderr).toBe('');
        expect(character.repeat(5000).startsWith(journal(dir).lines[0]?.hook ?? '?')).toBe(true);
      }
    });

    it('leaves no variable, option or locale behind', () => {
      const look =
        '{ compgen -v | grep -v -e ^_$ -e ^BASH -e ^FUNCNAME -e ^PIPESTATUS -e ^RANDOM -e ^SRANDOM; echo "$- $LC_ALL"; umask; }';
      const { result } = source(
        `B=x A=x; A=$(${look}); record_hook_execution h true 1; generate_report >/dev/null; B=$(${look}); [[ $A == "$B" ]] && echo same`,
        {
          LC_ALL: 'C.UTF-8',
        },
      );
      expect(result).toEqual({ stdout: 'same\n', stderr: '', code: 0, signal: null });
    });

    it("still serves the pattern's own timing", () => {
      const { dir, result } = source(`
      start_time=$(date +%s%3N)
      if sh -c 'exit 0'; then success=true; else success=false; fi
      end_time=$(date +%s%3N)
      record_hook_execution "format" "$success" "$((end_time - start_time))"`);
      expect(result.stderr).toBe('');
      expect(journal(dir).lines[0]).toMatchObject({ hook: 'format', code: 0 });
    });

    describe('generate_report', () => {
      function report(text: string | undefined): string[] {
        const dir = temporaryFolder();
        mkdirSync(dir, { recursive: true });
        if (text !== undefined) writeFileSync(join(dir, 'metrics.json'), text);
        const words = [bash, '-c', `set -euo pipefail\nsource '${library}'\ngenerate_report`];
        const result = runExactly(words, { env: { ...plainEnv, HOOKMETER_DIR: dir } });
        expect(result).toMatchObject({ stderr: '', code: 0 });
        return Buffer.from(result.stdout, 'latin1').toString('utf8').trimEnd().split('\n');
      }

      it("prints the pattern's three kinds of lines", () => {
        const [head, ...rest] = report(JSON.stringify(snapshot, null, 2));
        expect(head).toMatch(/^🚀 Hook Performance Report - .*\d\d:\d\d:\d\d.*20\d\d/);
        expect(rest).toEqual([
          '📊 System Health: Overall Success Rate: 66.67%',
          '🔧 format: Success: 66.67%, Avg Time: 141.7ms',
          '🔧 a "b" \\ü%s: Success: 100%, Avg Time: 0ms',
        ]);
      });

      it.each([
        ['is missing', undefined],
        ['is empty', ''],
        ['is no JSON', 'garbage\n{{{\n'],
        ['is cut', JSON.stringify(snapshot, null, 2).slice(0, 90)],
        ['is on one line', JSON.stringify({ hook_performance: {}, system_health: {} })],
        [
          'has hostile values',
          '{\n  "hook_performance": {\n    "x": {\n      "success_rate": $(id),\n      "average_execution_time": 1\n    }\n',
        ],
      ])('says 0% when metrics.json %s', (_what, text) => {
        expect(report(text).slice(1)).toEqual(['📊 System Health: Overall Success Rate: 0%']);
      });
    });

    it('is the file that is shipped', () => {
      expect(readFileSync(library, 'utf8')).toContain('record_hook_execution()');
    });
  });
}
