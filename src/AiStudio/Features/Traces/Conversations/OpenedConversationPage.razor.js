export const show = id => document.getElementById(id)?.scrollIntoView({ block: "start" });
