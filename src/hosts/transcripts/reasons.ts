// Why something in a transcript is not imported. Public: these are keys in `hookmeter import transcripts --json`.

/** Each with what it says behind a count. */
export const SKIP_REASONS = {
  already_imported: 'imported before',
  repeated: 'copies: a resumed session begins with the one before',
  measured: 'measured by hookmeter when they ran',
  cancelled: 'interrupted before they ended',
  no_command: 'without the command that ran',
  too_old: 'older than the journal keeps (retentionDays)',
  before_since: 'from before --since',
  dropped: 'of days that have left the journal',
  no_time: 'without a usable time',
  not_json: 'not JSON',
  unfinished: 'the unfinished last line of a transcript',
  too_long: 'longer than 4 MiB',
  unknown_type: 'of a kind that this hookmeter does not know',
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;
