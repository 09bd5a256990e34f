// The built site: whether it is there, whether it is current, and how it is made.
export { requireSite, type SiteBuild, siteBuild } from '../adapters/site-build.ts';
