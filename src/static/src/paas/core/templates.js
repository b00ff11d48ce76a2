/** Whether the operator last said that the chart of `template` cannot be had, or may not be used, on this site. */
export function isAway(template) {
    return ["unreachable", "refused"].includes(template.chart_check?.state);
}
