package vec

// LaneProducts adds to xx and xy, for each row of eight numbers in order and lane by lane,
//
//	xx += x·(x·w)    xy += y·(x·w)
//
// with separate multiply and add. It panics if the lengths do not fit.
func LaneProducts(xx, xy *[Lanes]float64, x, y, w []float64) {
	checkLanes(x, y, w)
	laneProducts(xx, xy, x, y, w)
}

// LaneSquares adds to sum, for each row of eight numbers in order and lane by lane,
//
//	r = y − beta·x    sum += r·(r·w)
//
// with separate multiply, subtract and add. It panics if the lengths do not fit.
func LaneSquares(sum, beta *[Lanes]float64, x, y, w []float64) {
	checkLanes(x, y, w)
	laneSquares(sum, beta, x, y, w)
}

func checkLanes(x, y, w []float64) {
	if len(x)%Lanes != 0 || len(y) != len(x) || len(w) != len(x) {
		panic(lengthsDiffer)
	}
}

func laneProductsGo(xx, xy *[Lanes]float64, x, y, w []float64) {
	for i := 0; i < len(x); i += Lanes {
		x, y, w := (*[Lanes]float64)(x[i:]), (*[Lanes]float64)(y[i:]), (*[Lanes]float64)(w[i:])
		for k := range Lanes {
			weighted := float64(x[k] * w[k])
			xx[k] += float64(x[k] * weighted)
			xy[k] += float64(y[k] * weighted)
		}
	}
}

func laneSquaresGo(sum, beta *[Lanes]float64, x, y, w []float64) {
	for i := 0; i < len(x); i += Lanes {
		x, y, w := (*[Lanes]float64)(x[i:]), (*[Lanes]float64)(y[i:]), (*[Lanes]float64)(w[i:])
		for k := range Lanes {
			rest := y[k] - float64(beta[k]*x[k])
			sum[k] += float64(rest * float64(rest*w[k]))
		}
	}
}
