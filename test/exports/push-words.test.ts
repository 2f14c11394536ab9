// What people and variables say about pushing, taken apart.

import { describe, expect, it } from 'vitest';
import { type OtlpSettings, readOtlpSettings } from '../../src/exports/otlp-settings.ts';
import { groupUrl, parseGrouping } from '../../src/exports/pushgateway.ts';
import { addressOf, refusalText, secretsIn, withoutSecrets } from '../../src/exports/secrets.ts';

function settingsOf(env: Readonly<Record<string, string>>): OtlpSettings {
  const read = readOtlpSettings(env);
  if (!read.ok) throw new Error(read.message);
  return read.settings;
}

describe('the variables of OpenTelemetry', () => {
  it.each<readonly [Readonly<Record<string, string>>, string]>([
    [{}, 'http://localhost:4318/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '  ' }, 'http://localhost:4318/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a.example' }, 'https://a.example/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a.example/otlp/' }, 'https://a.example/otlp/v1/metrics'],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://a.example' }, 'https://a.example/'],
    [
      { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://a.example/x', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b' },
      'https://a.example/x',
    ],
  ])('%j sends to %s', (env, url) => expect(settingsOf(env).endpoint.href).toBe(url));

  it.each<readonly [Readonly<Record<string, string>>, readonly [number, number, number]]>([
    [{}, [60_000, 30_000, 10_000]],
    [{ OTEL_METRIC_EXPORT_INTERVAL: '5000' }, [5000, 5000, 5000]],
    [{ OTEL_METRIC_EXPORT_TIMEOUT: '2000' }, [60_000, 2000, 2000]],
    [{ OTEL_METRIC_EXPORT_TIMEOUT: '90000' }, [60_000, 60_000, 10_000]],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '700', OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '800' }, [60_000, 30_000, 800]],
  ])('%j waits so long: interval, push, request', (env, [interval, push, request]) => {
    const { intervalMs, pushTimeoutMs, requestTimeoutMs } = settingsOf(env);
    expect([intervalMs, pushTimeoutMs, requestTimeoutMs]).toEqual([interval, push, request]);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number]>([
    ['a=1,b=2', { a: '1', b: '2' }, 0],
    [' a = 1 , b=c=d,', { a: '1', b: 'c=d' }, 0],
    ['a=%2C%25,%C3%A9=x', { a: ',%', é: 'x' }, 0],
    ['a=%zz,=x,alone,b=2', { b: '2' }, 3],
    ['a=1,a=2', { a: '2' }, 0],
  ])('OTEL_RESOURCE_ATTRIBUTES %j is %j, with %d warnings', (text, attributes, warnings) => {
    const settings = settingsOf({ OTEL_RESOURCE_ATTRIBUTES: text });
    expect([Object.fromEntries(settings.resource), settings.warnings.length]).toEqual([attributes, warnings]);
  });

  it.each([
    ['a=1', true],
    [' a = 1 ,, x-y=b%2Cc=d;property=1,', true],
    ['Authorization=Bearer%20x', true],
    ['a=Bearer plain', true],
    ['a=%C3%A9', true],
    ['a=', true],
    ['Authorization: Bearer x', false],
    ['a=1,x', false],
    ['a=50%', false],
    ['=x', false],
    ['a;b=c', false],
    ['a b=c', false],
    ['é=x', false],
    ['a=x%0Ay', false],
    ['a=%E2%82%AC', false],
  ])('the headers %j can be sent: %j', (text, can) => {
    for (const name of ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_METRICS_HEADERS']) {
      const read = readOtlpSettings({ [name]: text });
      expect(read.ok).toBe(can);
      if (!read.ok) expect(read.message.replace(name, 'X')).toMatch(/^X cannot be sent, pair [12] of it; expected /);
    }
  });

  it.each(['delta', 'LowMemory', 'nonsense'])('a preference for %s gets one warning, cumulative none', (text) => {
    const of = (value: string): number =>
      settingsOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: value }).warnings.length;
    expect([of(text), of('Cumulative')]).toEqual([1, 0]);
  });
});

describe('the groups of a Pushgateway', () => {
  it.each<readonly [Readonly<Record<string, string>>, string]>([
    [{}, '/metrics/job/hookmeter'],
    [{ instance: 'dev-box.local' }, '/metrics/job/hookmeter/instance/dev-box.local'],
    [{ b: '1', job: 'x', a: '2' }, '/metrics/job/x/b/1/a/2'],
    [{ a: 'x/y' }, '/metrics/job/hookmeter/a@base64/eC95'],
    [{ a: '' }, '/metrics/job/hookmeter/a@base64/='],
    [{ a: '..' }, '/metrics/job/hookmeter/a@base64/Li4'],
  ])('%j is put to %s', (grouping, path) => {
    const url = groupUrl(new URL('http://u:p@gateway:9091/base/?q=1#h'), new Map(Object.entries(grouping)));
    expect(url.href).toBe(`http://gateway:9091/base${path}?q=1`);
  });

  it('a value may hold anything, an equals sign too', () => {
    expect(parseGrouping('a=b=c\nd')).toEqual({ ok: true, name: 'a', value: 'b=c\nd' });
    for (const text of ['', '=x', '1a=x', 'a-b=x', '__x=y', 'le=1', 'hook_outcome=x', 'error_type=x']) {
      expect([text, parseGrouping(text).ok]).toEqual([text, false]);
    }
  });
});

describe('secrets', () => {
  const url = new URL('https://ci:pass%20word@gateway/x?token=abcdef');

  it('are in an address only until it is shown', () => expect(addressOf(url)).toBe('https://gateway/x'));

  it('are found however they are written', () => {
    const said = `pass%20word|pass word|${Buffer.from('ci:pass word').toString('base64')}`;
    expect(withoutSecrets(said, secretsIn(url))).toBe('***|***|***');
    expect(secretsIn(new URL('https://only-a-token@gateway'))[0]).toBe('only-a-token');
    expect(secretsIn(new URL('https://gateway'))).toEqual([]);
  });

  it('are not cut in two before they are found', () => {
    const body = `${'x'.repeat(195)}pass word`;
    expect(refusalText(400, body, secretsIn(url))).toBe(`it answers 400: ${'x'.repeat(195)}***`);
  });

  it('too short to be one tears nothing up', () =>
    expect(withoutSecrets('a bad gateway', ['a', ''])).toBe('a bad gateway'));

  it.each([
    ['', 'it answers 502'],
    ['\u0001\u0002binary', 'it answers 502'],
    ['\n  one line \nanother', 'it answers 502: one line '],
  ])('the body %j is told as %j', (body, text) => expect(refusalText(502, body, [])).toBe(text));
});
