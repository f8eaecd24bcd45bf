// Only a convenience: what an operator watches is read again now and then, unless it is being worked with.
const part = document.querySelector("[data-refresh]");
const again = async () => {
  const now = document.getElementById(part.id);
  const seconds = now && now.dataset.refresh;
  if (!seconds) return;
  setTimeout(again, seconds * 1000);
  if (document.hidden || now.contains(document.activeElement)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (fresh && !now.contains(document.activeElement)) now.replaceWith(document.adoptNode(fresh));
  } catch { /* the next time */ }
};
if (part) setTimeout(again, part.dataset.refresh * 1000);
