// @ts-check
// A client that costs as little as it can: one kept connection, the body as bytes.

import { Agent, get } from 'node:http';

/** @typedef {{ ms: number, status: number, body: Buffer }} Page */

export function createClient() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    /**
     * `ms` is from the request to the last byte.
     * @param {string} url
     * @param {Record<string, string>} [headers]
     * @returns {Promise<Page>}
     */
    get: (url, headers = {}) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        get(url, { agent, headers }, (response) => {
          /** @type {Buffer[]} */
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const ms = performance.now() - began;
            resolve({ ms, status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
          });
        }).on('error', reject);
      }),
    close: () => agent.destroy(),
  };
}

/** What every Prometheus sends, but for gzip, which the peers do not know. */
export const PROMETHEUS = {
  'User-Agent': 'Prometheus/3.0',
  'X-Prometheus-Scrape-Timeout-Seconds': '10',
  Accept: 'text/plain;version=0.0.4',
};
