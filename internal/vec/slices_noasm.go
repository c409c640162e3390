//go:build !amd64 || purego

package vec

func expTo(dst, src []float64) { expToGo(dst, src) }
func logTo(dst, src []float64) { logToGo(dst, src) }
