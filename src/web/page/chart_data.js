// @ts-check
/**
 * Counts made ready for a plot: columns, with holes where nothing was counted; and the same in a few lines.
 */

/** @typedef {import("./answers.js").CountPoint} CountPoint */

/**
 * @param {readonly CountPoint[]} points
 * @param {number} bucketSeconds how far apart they are
 * @returns {[number[], (number | null)[], (number | null)[]]} times, most in chat, most connected
 */
export function columnsOf(points, bucketSeconds) {
  /** @type {[number[], (number | null)[], (number | null)[]]} */
  const columns = [[], [], []];
  const add = (
    /** @type {number} */ at,
    /** @type {number | null} */ chat,
    /** @type {number | null} */ all,
  ) => {
    columns[0].push(at);
    columns[1].push(chat);
    columns[2].push(all);
  };
  /** @type {number | undefined} */
  let before;
  for (const { at, chatUsersMax, connectedMax } of points) {
    // Counts come every five minutes; three missed ones are a time in which Rosey was away.
    const gap = Math.max(bucketSeconds * 2, GAP_SECONDS);
    if (before !== undefined && at - before > gap) add(before + bucketSeconds, null, null);
    add(at, chatUsersMax, connectedMax);
    before = at;
  }
  return columns;
}

const GAP_SECONDS = 20 * 60;

/**
 * At most so many points in place of many: each tells the most of its share.
 * @param {readonly CountPoint[]} points
 * @param {number} most
 * @returns {CountPoint[]}
 */
export function thinned(points, most) {
  const share = Math.max(1, Math.ceil(points.length / most));
  /** @type {CountPoint[]} */
  const result = [];
  for (let start = 0; start < points.length; start += share) {
    const part = points.slice(start, start + share);
    const [first] = part;
    if (first === undefined) break;
    result.push({
      ...first,
      chatUsersMax: Math.max(...part.map(({ chatUsersMax }) => chatUsersMax)),
      connectedMax: Math.max(...part.map(({ connectedMax }) => connectedMax)),
    });
  }
  return result;
}

/**
 * The index of the highest point of a column, the first of several.
 * @param {readonly (number | null)[]} column
 */
export function peakOf(column) {
  let best = 0;
  for (const [index, value] of column.entries()) {
    if ((value ?? -1) > (column[best] ?? -1)) best = index;
  }
  return best;
}
