//go:build !amd64 || purego

package vec

func dot(x, y []float64) float64 { return dotGo(x, y) }

func sum(x []float64) float64 { return sumGo(x) }

func sqDist(x, y []float64) float64 { return sqDistGo(x, y) }
