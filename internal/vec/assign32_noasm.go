//go:build !amd64 || purego

package vec

func assign32(label []int32, dist, x, centers []float32, d int) {
	assign32Go(label, dist, x, centers, d)
}

func assignTwo32(label, second []int32, dist, distSecond, x, centers []float32, d int) {
	assignTwo32Go(label, second, dist, distSecond, x, centers, d)
}
