// What `import 'hookmeter'` gives. Hooks import it, so it stays quick to load.

// biome-ignore-start lint/performance/noBarrelFile: the package's entry is the one place that must be one
export {
  type EndRecord,
  type ForgetRecord,
  type Identity,
  type ImportRecord,
  type JournalRecord,
  MAX_LINE_BYTES,
  type ParsedLine,
  parseLine,
  type StartRecord,
  weldedParts,
} from './journal/lines.ts';
export { type InstrumentOptions, instrument } from './shim/instrument.ts';
// biome-ignore-end lint/performance/noBarrelFile: the package's entry is the one place that must be one
