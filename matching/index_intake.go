package matching

// intake is one worker's memory while offers are read: small slices of many records are cut from few large ones.
type intake struct {
	reader   reader
	features []feature
}

// blocks is how many elements a large slice holds.
const blocks = 1 << 14

// document reads an offer's text.
func (in *intake) document(title, description string) document {
	in.reader.readBoth(title, description)
	return document{cut(&in.features, in.reader.features), int32(in.reader.length)}
}

// cut copies part into the room left in block, or into a new block.
func cut[T any](block *[]T, part []T) []T {
	if len(part) == 0 {
		return nil
	}
	if cap(*block)-len(*block) < len(part) {
		*block = make([]T, 0, max(blockSize(len(*block)), len(part)))
	}
	start := len(*block)
	*block = append(*block, part...)
	return (*block)[start:len(*block):len(*block)]
}

// blockSize grows from small, so that reading one offer does not take a large block.
func blockSize(last int) int {
	if last == 0 {
		return 64
	}
	return blocks
}
