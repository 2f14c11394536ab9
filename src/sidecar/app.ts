import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';

interface OnNode {
  Bindings: HttpBindings;
}

export type App = Hono<OnNode>;
export type Asked = Context<OnNode>;
