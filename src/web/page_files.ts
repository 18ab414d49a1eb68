/**
 * The page, as it is inside the program: each file with its type.
 *
 * @module
 */

import { createHash } from "node:crypto";
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplotJs from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import apiJs from "./page/api.js" with { type: "text" };
import docsHtml from "./page/docs.html" with { type: "text" };
import docsJs from "./page/docs.js" with { type: "text" };
import domJs from "./page/dom.js" with { type: "text" };
import formatJs from "./page/format.js" with { type: "text" };
import heatMapJs from "./page/heat_map.js" with { type: "text" };
import iconSvg from "./page/icon.svg" with { type: "text" };
import indexHtml from "./page/index.html" with { type: "text" };
import mainJs from "./page/main.js" with { type: "text" };
import pageCss from "./page/page.css" with { type: "text" };
import plotJs from "./page/plot.js" with { type: "text" };
import streamJs from "./page/stream.js" with { type: "text" };
import auditJs from "./page/views/audit.js" with { type: "text" };
import chatJs from "./page/views/chat.js" with { type: "text" };
import nowJs from "./page/views/now.js" with { type: "text" };
import outboxJs from "./page/views/outbox.js" with { type: "text" };
import personJs from "./page/views/person.js" with { type: "text" };
import playlistJs from "./page/views/playlist.js" with { type: "text" };
import pluginsJs from "./page/views/plugins.js" with { type: "text" };
import quotesJs from "./page/views/quotes.js" with { type: "text" };
import statisticsJs from "./page/views/statistics.js" with { type: "text" };
import systemJs from "./page/views/system.js" with { type: "text" };

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
  /** Changes with the text: what a browser has is good as long as this is. */
  readonly etag: string;
}

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Every file by its path. */
export const PAGE_FILES: ReadonlyMap<string, PageFile> = new Map([
  ["/", file("text/html; charset=utf-8", indexHtml)],
  ["/api/docs", file("text/html; charset=utf-8", docsHtml)],
  ["/page/docs.js", file(SCRIPT, docsJs)],
  ["/page/icon.svg", file("image/svg+xml", iconSvg)],
  ["/page/page.css", file(STYLE, pageCss)],
  ["/page/uplot.css", file(STYLE, uplotCss)],
  ["/page/uplot.js", file(SCRIPT, uplotJs)],
  ["/page/main.js", file(SCRIPT, mainJs)],
  ["/page/api.js", file(SCRIPT, apiJs)],
  ["/page/dom.js", file(SCRIPT, domJs)],
  ["/page/format.js", file(SCRIPT, formatJs)],
  ["/page/heat_map.js", file(SCRIPT, heatMapJs)],
  ["/page/plot.js", file(SCRIPT, plotJs)],
  ["/page/stream.js", file(SCRIPT, streamJs)],
  ["/page/views/audit.js", file(SCRIPT, auditJs)],
  ["/page/views/chat.js", file(SCRIPT, chatJs)],
  ["/page/views/now.js", file(SCRIPT, nowJs)],
  ["/page/views/outbox.js", file(SCRIPT, outboxJs)],
  ["/page/views/person.js", file(SCRIPT, personJs)],
  ["/page/views/playlist.js", file(SCRIPT, playlistJs)],
  ["/page/views/plugins.js", file(SCRIPT, pluginsJs)],
  ["/page/views/quotes.js", file(SCRIPT, quotesJs)],
  ["/page/views/statistics.js", file(SCRIPT, statisticsJs)],
  ["/page/views/system.js", file(SCRIPT, systemJs)],
]);

function file(type: string, text: string): PageFile {
  return { type, text, etag: `"${createHash("sha256").update(text).digest("hex").slice(0, 16)}"` };
}
