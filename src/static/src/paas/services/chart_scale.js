const STEPS = [1, 2, 2.5, 5, 10];

/** The smallest round number that is not below `value`: 1, 2, 2.5 or 5 times a power of `base`. */
export function niceCeiling(value, base = 10) {
    if (!(value > 0)) {
        return 1;
    }
    const power = base ** Math.floor(Math.log(value) / Math.log(base));
    const steps = base === 10 ? STEPS : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, base];
    return power * steps.find((step) => step * power >= value * 0.999999);
}

/**
 * Where a series lies in a box of `width` by `height`.
 *
 * @param {{at: string, value: number}[]} series in the order of time
 * @param {{width: number, height: number, limit?: number|null, base?: number}} box
 * @returns {{points: {x: number, y: number, at: number, value: number}[], line: string, area: string,
 *            top: number, limitY: number|null}}
 */
export function scaleSeries(series, { width, height, limit = null, base = 10 }) {
    const values = series.map(({ value }) => value);
    const top = niceCeiling(Math.max(...values, limit || 0, 0), base);
    const times = series.map(({ at }) => new Date(at).getTime());
    const [first, last] = [times[0], times.at(-1)];
    const points = series.map(({ value }, index) => ({
        x: last > first ? ((times[index] - first) / (last - first)) * width : width,
        y: height - (value / top) * height,
        at: times[index],
        value,
    }));
    const line = points.map(({ x, y }, index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    const area = points.length ? `${line}L${points.at(-1).x.toFixed(1)} ${height}L${points[0].x.toFixed(1)} ${height}Z` : "";
    return { points, line, area, top, limitY: limit ? height - (limit / top) * height : null };
}

/** The point that lies nearest to `x`. */
export function nearestPoint(points, x) {
    return points.reduce((best, point) => (Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best), points[0]);
}

/** At most `count` of the points, evenly spread, the last one among them. */
export function thinned(points, count) {
    const step = Math.max(1, Math.ceil(points.length / count));
    return points.filter((_point, index) => (points.length - 1 - index) % step === 0);
}
