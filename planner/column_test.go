package planner

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/sheet"
)

// bound answers field=header for a header line, in the order of the columns.
func bound(t *testing.T, columns sheet.Columns, header string) string {
	t.Helper()
	row := strings.Repeat("x,", strings.Count(header, ",")) + "x"
	table, err := columns.Bind(grid(t, header+"\n"+row+"\n"), nil)
	require.NoError(t, err, header)
	var out []string
	for _, column := range columns {
		if table.Has(column.Field) {
			out = append(out, column.Field+"="+table.Title(column.Field))
		}
	}
	return strings.Join(out, " ")
}

func TestRecognisesTheHeadersThatPeopleUse(t *testing.T) {
	for header, want := range map[string]string{
		"city,district,hospital,item,qty,spec,review": "title=item quantity=qty detail=spec household=hospital city=city district=district",
		"需求名称,物资,数量,单位,地区,类别,紧急程度":                    "title=需求名称 category=类别 quantity=数量 unit=单位 urgency=紧急程度 region=地区",
		"编号,户主,乡镇（街道）,村（社区）,需求内容,备注,截止日期":             "id=编号 title=需求内容 detail=备注 household=户主 town=乡镇（街道） village=村（社区） needed_by=截止日期",
		"need_id,need_text": "id=need_id title=need_text",
		"ID,Message":        "id=ID title=Message",
		"物品,需求量,省,市,县":      "title=物品 quantity=需求量 province=省 city=市 district=县",
	} {
		assert.Equal(t, want, bound(t, needColumns, header), header)
	}
	for header, want := range map[string]string{
		"org,province,city,class,spec,qty,review":                  "category=class quantity=qty detail=spec supplier=org province=province city=city",
		"city,district,hotel,address,rooms,people":                 "quantity=rooms supplier=hotel city=city district=district",
		"org,from,to,accept_personal,green_channel,area":           "supplier=org area=to",
		"资源名称,类别,可供数量(件),帮扶主体,服务区域,有效期至,每户限量":                      "title=资源名称 category=类别 quantity=可供数量(件) supplier=帮扶主体 area=服务区域 valid_to=有效期至 per_household_limit=每户限量",
		"offer_id,title,category,quantity,unit,regions,valid_to":   "id=offer_id title=title category=category quantity=quantity unit=unit area=regions valid_to=valid_to",
		"产品,库存,企业名称,联系电话,latitude,longitude,radius,available_from": "title=产品 quantity=库存 supplier=企业名称 lat=latitude lng=longitude radius_km=radius valid_from=available_from",
	} {
		assert.Equal(t, want, bound(t, offerColumns, header), header)
	}
}

func TestNoNameMeansTwoFields(t *testing.T) {
	for kind, columns := range map[string]sheet.Columns{"needs": needColumns, "offers": offerColumns} {
		owner := map[string]string{}
		for _, column := range columns {
			assert.Equal(t, column.Field, sheet.Columns{column}[0].Field)
			for _, name := range column.Names {
				key := sheet.Normalise(name)
				require.NotEmpty(t, key)
				assert.Empty(t, owner[key], "%s: %s is %s and %s", kind, name, owner[key], column.Field)
				owner[key] = column.Field
			}
		}
		for _, column := range columns {
			assert.Equal(t, column.Field, owner[sheet.Normalise(column.Field)], "a field's own name is its name")
		}
	}
}

func TestTheGazetteerNeverGivesTwoPlacesOneCode(t *testing.T) {
	var needs []Need
	for city := range 150 {
		for town := range 12 {
			needs = append(needs, Need{Place: []string{"", "城" + string(rune('一'+city)), "", "镇" + string(rune('一'+town)), ""}})
		}
	}
	assignPlaces(needs, nil)
	seen := map[string]string{}
	lost := 0
	for _, need := range needs {
		name := placeName(need.Place, "")
		if len(need.Region) < 9 {
			lost++ // no room left under the unknown province: unknown, never wrong
			continue
		}
		assert.True(t, seen[need.Region] == "" || seen[need.Region] == name, "%s is %s and %s", need.Region, seen[need.Region], name)
		seen[need.Region] = name
	}
	assert.Less(t, lost, len(needs)/2)
}

func FuzzQuantity(f *testing.F) {
	for _, seed := range []string{"12", "1,000", "2.5万", "约30左右", "-1", "９９", "1e9", "99999999999999999999亿", "\x00", "．5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		quantity, _, fault := readQuantity(cell, []string{"1"})
		if quantity.Known && (fault != "" || quantity.Units < 0 || quantity.Units > maxUnits || quantity.Units == 1 && cell == "1") {
			t.Fatalf("%q is %v with %q", cell, quantity, fault)
		}
	})
}
