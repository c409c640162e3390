//go:build !amd64 || purego

package vec

func schurPairs(sum, det *[Lanes]float64, e, l, m []float64, pairs int) {
	schurPairsGo(sum, det, e, l, m, pairs)
}

func schurPairsTwo(det *[Lanes]float64, inv, e, e2, l, m []float64, pairs int) {
	schurPairsTwoGo(det, inv, e, e2, l, m, pairs)
}

func addOuter(dst []float64, a *[Lanes]float64, x []float64) { addOuterGo(dst, a, x) }

func laneProducts(xx, xy *[Lanes]float64, x, y, w []float64) { laneProductsGo(xx, xy, x, y, w) }

func laneSquares(sum, beta *[Lanes]float64, x, y, w []float64) { laneSquaresGo(sum, beta, x, y, w) }
