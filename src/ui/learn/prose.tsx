import type { ComponentProps } from 'react';

/** Elements of a lesson's text. Its title is the page's second level, so what it calls `##` is the third. */
export const prose = {
  h2: (props: ComponentProps<'h3'>) => <h3 {...props} />,
  h3: (props: ComponentProps<'h4'>) => <h4 {...props} />,
  table: (props: ComponentProps<'table'>) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="prose-table" aria-label="Table" tabIndex={0}>
      <table {...props} />
    </section>
  ),
};
