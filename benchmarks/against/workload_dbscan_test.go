package main

import (
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPartition(t *testing.T) {
	labels, cores := []int{7, -1, 3, 7, 3, -2}, []int{2, 3}
	f := partition(labels, cores)
	require.Equal(t, figures{
		"clusters": 2, "noise": 2, "cores": 2,
		"crc":          float64(crc32.ChecksumIEEE([]byte{0, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255})),
		"crc of cores": float64(crc32.ChecksumIEEE([]byte{255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255})),
	}, f)
	require.Equal(t, f, partition([]int{0, -1, 1, 0, 1, -1}, cores), "names of labels do not matter")
	require.NotEqual(t, f["crc"], partition([]int{0, -1, 1, 0, 0, -1}, cores)["crc"])
	require.Equal(t, f["crc of cores"], partition([]int{0, -1, 1, 0, 0, -1}, cores)["crc of cores"], "rows at the border do not matter")
}

// Checksums are shown in full, as they say whether two results are the same.
func TestFiguresString(t *testing.T) {
	require.Equal(t, "crc=4294967295 heights=123.45679 noise=0", figures{"crc": 4294967295, "noise": 0, "heights": 123.456789}.String())
}
