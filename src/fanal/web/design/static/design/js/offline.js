// Says when nothing typed now can be saved.
const show = () => {
  for (const banner of document.querySelectorAll("[data-offline]")) banner.hidden = navigator.onLine;
};
addEventListener("online", show);
addEventListener("offline", show);
show();
