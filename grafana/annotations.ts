// Marks on every panel with a time axis.

import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { BAD, GOOD } from './colours.ts';
import { hooks } from './queries.ts';
import { DATASOURCE } from './variables.ts';

/** From how much evidence on a change of pace is marked: in nats, so ten is odds of about 22,000 to 1. */
const STRONG = 10;

export const slowerMarks = (): AnnotationQueryBuilder =>
  paceMarks('Became slower', 'orange', `${hooks('hook_duration_change_evidence')} > ${STRONG}`);

export const fasterMarks = (): AnnotationQueryBuilder =>
  paceMarks('Became faster', GOOD, `${hooks('hook_duration_change_evidence')} < -${STRONG}`);

/**
 * The value is when it happened: Grafana wants that in milliseconds. The sidecar remembers older runs in ever larger groups, so
 * after a few hundred runs it knows the moment less and less well; by then the mark stands, at the right place.
 */
const paceMarks = (name: string, colour: string, condition: string): AnnotationQueryBuilder =>
  marks(
    name,
    colour,
    `1000 * ${hooks('hook_duration_change_timestamp_seconds')} and ${condition} and ${hooks('hook_duration_recent_executions')} < 350`,
  )
    .useValueForTime(true)
    .titleFormat(name)
    .textFormat('{{hook_name}}')
    .tagKeys('hook_event,hook_agent,hook_project');

export const alertMarks = (): AnnotationQueryBuilder =>
  marks('Alerts', BAD, hooks('ALERTS', 'alertstate="firing"', 'alertname=~"Hook.*"'))
    .useValueForTime(false)
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}')
    .tagKeys('hook_name,hook_event,hook_agent,hook_project');

const marks = (name: string, colour: string, expr: string): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor(colour)
    .expr(expr)
    .step('5m');
