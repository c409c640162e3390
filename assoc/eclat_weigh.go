package assoc

import "math/bits"

// appendPlanes appends the planes of weights, which weigh bitmaps over their rows:
// plane b, of so many words, has bit b of each weight. There are none if no weight
// is above 1.
func appendPlanes(planes []uint64, weight []int32, heaviest int32, words int) []uint64 {
	if heaviest <= 1 {
		return planes
	}
	from := len(planes)
	planes = append(planes, make([]uint64, bits.Len32(uint32(heaviest))*words)...)
	for r, w := range weight {
		for b := 0; w>>b > 0; b++ {
			planes[from+b*words+r/64] |= uint64(w>>b&1) << (r % 64)
		}
	}
	return planes
}

// weigh sets the counts of bitmaps to those by weight. Without planes each row has
// a weight of 1, and the counts are right as they are.
func weigh(count []int32, table, planes []uint64, words int) {
	if len(planes) == 0 {
		return
	}
	for r := range count {
		row := table[r*words:][:words]
		sum := 0
		for b := 0; b*words < len(planes); b++ {
			ones := 0
			for i, w := range planes[b*words:][:words] {
				ones += bits.OnesCount64(w & row[i])
			}
			sum += ones << b
		}
		count[r] = int32(sum)
	}
}
