// @ts-check
/**
 * Lines by hour of the day and day of the week, in the reader's time zone, summed up out of the hours of UTC.
 */

/** @typedef {{ at: number, lines: number }} ActiveHour starts in Unix seconds */

/**
 * @param {readonly ActiveHour[]} hours
 * @param {number} weeks that they are of: what comes out is a week's average
 * @param {(at: number) => { day: number, hour: number }} [placeOf] where a moment is in the week; Sunday is 0
 * @returns {{ averages: number[][], most: { day: number, hour: number, lines: number } | undefined }}
 *   averages by day and hour
 */
export function heatSums(hours, weeks, placeOf = localPlace) {
  const averages = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { at, lines } of hours) {
    const { day, hour } = placeOf(at);
    const ofDay = averages[day];
    if (ofDay !== undefined) ofDay[hour] = (ofDay[hour] ?? 0) + lines / weeks;
  }
  /** @type {{ day: number, hour: number, lines: number } | undefined} */
  let most;
  for (const [day, ofDay] of averages.entries()) {
    for (const [hour, lines] of ofDay.entries()) {
      if (lines > (most?.lines ?? 0)) most = { day, hour, lines };
    }
  }
  return { averages, most };
}

/** @param {number} at */
function localPlace(at) {
  const date = new Date(at * 1000);
  return { day: date.getDay(), hour: date.getHours() };
}
