// The style sheet's colours for what is drawn by hand, as they are in the light or the dark of this moment.

/** A custom property as a colour that a canvas understands. */
export type Colours = (property: string) => string;

export function coloursOf(element: HTMLElement): Colours {
  const probe = element.ownerDocument.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const known = new Map<string, string>();
  const colours: Colours = (property) => {
    const before = known.get(property);
    if (before !== undefined) return before;
    if (!probe.isConnected) element.append(probe);
    probe.style.color = `var(${property})`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    known.set(property, color);
    return color;
  };
  return colours;
}

/** Calls `changed` when light turns to dark or back; returns how to stop. */
export function watchColours(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const own = new MutationObserver(changed);
  system.addEventListener('change', changed);
  own.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', changed);
    own.disconnect();
  };
}
