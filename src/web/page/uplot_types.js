// @ts-check
/**
 * As much of uPlot as the page uses: types only, which no browser loads.
 */

/** @typedef {readonly (readonly (number | null)[])[]} PlotData columns: the times, then one for each line */

/**
 * @typedef {object} PlotSettings
 * @property {number} width
 * @property {number} height
 * @property {readonly number[]} padding
 * @property {{ show: boolean }} legend
 * @property {object} cursor
 * @property {object} scales
 * @property {readonly object[]} axes
 * @property {readonly object[]} series
 * @property {Readonly<Record<string, readonly ((plot: Plot) => void)[]>>} hooks
 */

/**
 * A plot that is drawn.
 * @typedef {object} Plot
 * @property {number} width
 * @property {PlotData} data
 * @property {CanvasRenderingContext2D} ctx
 * @property {{ left: number, width: number }} bbox where the lines are, in pixels of the device
 * @property {{ idx?: number | null }} cursor
 * @property {{ left: number, width: number }} select
 * @property {(size: { width: number, height: number }) => void} setSize
 * @property {(position: number, scale: string) => number} posToVal
 * @property {(value: number, scale: string, ofCanvas: boolean) => number} valToPos
 * @property {() => void} destroy
 */

/** @typedef {new (settings: PlotSettings, data: PlotData, place: HTMLElement) => Plot} PlotMaker */
