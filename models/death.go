package models

// DeathProof says by what a clerk knows that somebody has died.
type DeathProof string

// The proofs of a death.
const (
	DeathByPolice      DeathProof = "police"      // the signal of public security, asked about there
	DeathByCertificate DeathProof = "certificate" // of a hospital or crematorium
	DeathByVillage     DeathProof = "village"     // the village committee's word
	DeathByFamily      DeathProof = "family"
)

// DeathProofs lists the proofs of a death.
func DeathProofs() []DeathProof {
	return []DeathProof{DeathByPolice, DeathByCertificate, DeathByVillage, DeathByFamily}
}

// DeathDraft confirms that a member of a household has died. A signal alone never does (个人信息保护法 24). Where the others have no head then, it says
// who of them is the head from now on.
type DeathDraft struct {
	DiedOn  Date       `json:"died_on" validate:"required,past_date"`
	Proof   DeathProof `json:"proof" validate:"required,oneof=police certificate village family"`
	NewHead string     `json:"new_head" validate:"omitempty,uuid"`
}

// HouseholdDied is why a household is closed of which nobody is left.
const HouseholdDied = "家庭成员均已去世"

// Living are the members who are not known to have died.
func (h Household) Living() (out []Person) {
	for _, p := range h.Persons {
		if p.DeceasedOn == "" {
			out = append(out, p)
		}
	}
	return out
}
