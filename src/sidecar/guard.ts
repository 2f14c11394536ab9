// Who may ask. On loopback the Host header is all that keeps a web page from reading the metrics through a name that it
// points at 127.0.0.1 (DNS rebinding); elsewhere the request must prove itself.

import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import type { Settings } from './config.ts';

/** 421 for a Host that is not ours, 401 for a request that does not prove itself where it has to. */
export function guard(settings: Settings): MiddlewareHandler {
  const expected = credentials(settings);
  // One challenge only: of several on a line, Chromium understands none. Whoever has a token sends it unasked.
  const challenge = settings.basicAuth === undefined ? 'Bearer' : 'Basic realm="hookmeter", charset="UTF-8"';
  return async (context, next) => {
    if (!isAllowedHost(context.req.header('host') ?? '', settings.allowHosts)) {
      return context.text('This Host header is not served here; see --allow-hosts.\n', 421);
    }
    if (expected.length > 0 && !isOneOf(context.req.header('authorization') ?? '', expected)) {
      return context.text('Authorization needed.\n', 401, { 'WWW-Authenticate': challenge });
    }
    return next();
  };
}

/** Why a server must not start with these settings, or undefined where it may. */
export function refusal(settings: Settings): string | undefined {
  if (isLoopback(settings.host) || settings.allowAnonymous || credentials(settings).length > 0) return undefined;
  return (
    `${settings.host} can be reached from other machines: set HOOKMETER_TOKEN or HOOKMETER_BASIC_AUTH, ` +
    'or say --allow-anonymous on a private container network'
  );
}

/** An address proves that no name was resolved; a name without a dot belongs to no public domain. */
export function isAllowedHost(header: string, allowed: readonly string[]): boolean {
  const name = hostOf(header).toLowerCase();
  if (name === '') return false;
  if (isIP(name) !== 0 || !name.includes('.')) return true;
  return (
    name.endsWith('.localhost') ||
    name === hostname().toLowerCase() ||
    allowed.some((host) => host.toLowerCase() === name)
  );
}

/** The host in `host`, `host:port` or `[v6]:port`. */
function hostOf(header: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(header);
  if (bracketed !== null) return bracketed[1] ?? '';
  return header.replace(/:\d+$/, '');
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function credentials({ token, basicAuth }: Settings): readonly string[] {
  const accepted: string[] = [];
  if (token !== undefined) accepted.push(`Bearer ${token}`);
  if (basicAuth !== undefined) accepted.push(`Basic ${Buffer.from(basicAuth).toString('base64')}`);
  return accepted;
}

/** Hashes first, so that the time tells neither content nor length. */
function isOneOf(given: string, expected: readonly string[]): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return expected.some((text) => timingSafeEqual(digest(given), digest(text)));
}
