/**
 * The bar at the foot of a form's page never lies over what has the focus (WCAG 2.4.11): not when
 * it appears or grows, and not when the focus moves on.
 */

const GAP = 8;

/** Follow the size of the bar. */
export function keepFocusInSight(bar) {
  if (!bar || !("ResizeObserver" in window)) return;
  new ResizeObserver(() => {
    const { height, top } = bar.getBoundingClientRect();
    const root = document.documentElement;
    if (height) root.style.setProperty("--form-bar", `${Math.ceil(height) + GAP}px`);
    else root.style.removeProperty("--form-bar");
    const focused = document.activeElement;
    if (!height || !focused || focused === document.body || bar.contains(focused)) return;
    const place = focused.getBoundingClientRect();
    // Of what is taller than the room left, the beginning stays.
    const covered = Math.min(place.bottom + GAP - top, place.top - GAP);
    const isInWindow = place.top < window.innerHeight && place.bottom > 0;
    if (isInWindow && covered > 0) window.scrollBy({ top: covered, behavior: "instant" });
  }).observe(bar);
}
