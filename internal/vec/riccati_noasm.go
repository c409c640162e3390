//go:build !amd64 || purego

package vec

func laneAxpy(dst, src, x []float64, a *[Lanes]float64) { laneAxpyGo(dst, src, x, a) }

func laneRiccati(p, theta, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	laneRiccatiGo(p, theta, m, inv, stride, width, rows)
}

func laneSee(sum, det, least, inv, f *[Lanes]float64, m []float64, c LaneView) {
	laneSeeGo(sum, det, least, inv, f, m, c)
}

func laneRiccatiQuiet(p, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	laneRiccatiQuietGo(p, m, inv, stride, width, rows)
}
