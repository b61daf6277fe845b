export const chartHeight = 220;
