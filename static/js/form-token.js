/**
 * The token against forged requests: a sign-in in another tab gives the browser a new one, and a
 * page that was open keeps the old.
 */
export function freshToken(form) {
  const input = form.elements.csrfmiddlewaretoken;
  const name = input && form.dataset.tokenCookie;
  if (!name) return;
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  if (found) input.value = decodeURIComponent(found.slice(name.length + 1));
}
