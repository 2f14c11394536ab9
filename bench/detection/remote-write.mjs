// @ts-check
// Samples into a running Prometheus: the remote-write protocol 1.0, https://prometheus.io/docs/specs/prw/remote_write_spec/.

/** @param {string} base @param {readonly import('./series.mjs').Series[]} series */
export async function remoteWrite(base, series) {
  let parts = [];
  let size = 0;
  for (const one of series) {
    for (let from = 0; from < one.times.length; from += SAMPLES) {
      const part = timeSeries(one, from, Math.min(from + SAMPLES, one.times.length));
      parts.push(field(1, part));
      size += part.length;
      if (size < 4_000_000) continue;
      await post(base, Buffer.concat(parts));
      parts = [];
      size = 0;
    }
  }
  if (parts.length > 0) await post(base, Buffer.concat(parts));
}

const SAMPLES = 20_000;

/** @param {string} base @param {Buffer} request */
async function post(base, request) {
  const response = await fetch(`${base}/api/v1/write`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'X-Prometheus-Remote-Write-Version': '0.1.0',
    },
    body: new Uint8Array(snappyLiterals(request)),
  });
  if (!response.ok) throw new Error(`remote write: ${response.status} ${(await response.text()).slice(0, 300)}`);
}

/** @param {import('./series.mjs').Series} series @param {number} from @param {number} to */
function timeSeries({ labels, times, values }, from, to) {
  const names = Object.keys(labels).sort();
  const head = names.map((name) =>
    field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(labels[name] ?? ''))])),
  );
  const body = Buffer.allocUnsafe((to - from) * 20);
  let end = 0;
  for (let i = from; i < to; i++) {
    const millis = varint(Math.round((times[i] ?? 0) * 1000));
    body[end++] = 0x12; // samples
    body[end++] = 10 + millis.length;
    body[end++] = 0x09; // value, a double
    end = body.writeDoubleLE(values[i] ?? 0, end);
    body[end++] = 0x10; // timestamp, a varint
    for (const byte of millis) body[end++] = byte;
  }
  return Buffer.concat([...head, body.subarray(0, end)]);
}

/** A length-delimited field. @param {number} number @param {Buffer} bytes */
const field = (number, bytes) => Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);

/** @param {number} value */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** Snappy's block format with nothing compressed: literals of 64 KiB. @param {Buffer} bytes */
function snappyLiterals(bytes) {
  const parts = [Buffer.from(varint(bytes.length))];
  for (let from = 0; from < bytes.length; from += 65_536) {
    const literal = bytes.subarray(from, from + 65_536);
    const length = literal.length - 1;
    parts.push(Buffer.from([61 << 2, length & 255, length >> 8]), literal);
  }
  return Buffer.concat(parts);
}
