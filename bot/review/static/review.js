// What plain HTML can't: the focus follows a card that was settled, so that its result is read out and Tab goes on.
"use strict";

document.addEventListener("htmx:after:swap", (event) => {
  const fresh = document.querySelector("article.result:not([data-read]), article:has(.trouble-line):not([data-read])");
  if (!fresh) return;
  fresh.dataset.read = "";
  fresh.focus({ preventScroll: true });
});
