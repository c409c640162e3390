//go:build !amd64 || purego

package vec

func sumNearer(sum, dist, weight, x, newest, centers []float64, d int) {
	sumNearerGo(sum, dist, weight, x, newest, centers, d)
}

func fillBlock(x, rows []float64, index, _ []int32, d int) { fillBlockGo(x, rows, index, 0, 0, d) }
