//go:build !amd64 || purego

package vec

func assign(label []int32, dist []float64, x, centers []float64, d int) {
	assignGo(label, dist, x, centers, d)
}

func assignTwo(label, second []int32, dist, distSecond []float64, x, centers []float64, d int) {
	assignTwoGo(label, second, dist, distSecond, x, centers, d)
}
