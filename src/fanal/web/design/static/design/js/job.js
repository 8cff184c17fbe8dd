// A job that waits or runs is looked at again every few seconds; without script the page is loaded anew by hand.
const look = async (job) => {
  let answer;
  try {
    answer = await fetch(job.dataset.job, { credentials: "same-origin" });
  } catch {
    wait(job);
    return;
  }
  if (!answer.ok) return;
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = read.getElementById(job.getAttribute("aria-labelledby"))?.closest(".job");
  if (!found) return;
  job.replaceWith(found);
  if (found.dataset.job) wait(found);
};
const wait = (job) => setTimeout(look, 3000, job);
document.querySelectorAll("[data-job]").forEach(wait);
