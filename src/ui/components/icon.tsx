const paths = {
  play: 'M6 4l10 6-10 6z',
  pause: 'M6 4h3v12H6zM11 4h3v12h-3z',
  previous: 'M5 4h2v12H5zM16 4v12L8 10z',
  next: 'M13 4h2v12h-2zM4 4v12l8-6z',
  close: 'M5.3 4.2L10 8.9l4.7-4.7 1.1 1.1L11.1 10l4.7 4.7-1.1 1.1L10 11.1l-4.7 4.7-1.1-1.1L8.9 10 4.2 5.3z',
  stop: 'M5 5h10v10H5z',
} as const;

/** A small picture beside a label; decoration for whoever cannot see it. */
export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} fill="currentColor" />
    </svg>
  );
}
