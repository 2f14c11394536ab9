// Search: `/` comes here, Escape clears it.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Go } from './hook-name.tsx';
import type { Route } from './route.ts';

export function SearchField({ route, go }: { route: Route; go: Go }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const slash = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener('keydown', slash);
    return () => removeEventListener('keydown', slash);
  }, []);
  const search = (text: string): void => go({ ...route, search: text }, 'replace');
  return (
    <label class="search">
      <span class="unseen">Search hooks</span>
      <input
        ref={field}
        type="search"
        placeholder="Search (press /)"
        value={route.search}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') search('');
        }}
      />
    </label>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
