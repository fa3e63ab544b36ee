/** The mark beside the name: the target's line, a draft's, and a correction. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">
      <path className="logo-target" d="M4 9h20" />
      <path className="logo-draft" d="M4 19h11" />
      <rect className="logo-correction" x="19" y="16" width="6" height="6" rx="1.5" />
    </svg>
  );
}
