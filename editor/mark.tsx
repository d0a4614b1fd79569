/** The product's mark: two hands, one page. Beside the name, so it says nothing of its own. */
export function Mark() {
  return (
    <svg className="mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="3" y="1.5" width="18" height="21" rx="2" fill="var(--mark)" />
      <path d="M7 7.5h10M7 12h6.5" stroke="#fff" strokeWidth="1.8" strokeLinecap="round" />
      <path d="M10.5 16.5H17" stroke="#ffd24a" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  )
}
