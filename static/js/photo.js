// A photo is made smaller before it is sent, and loses what the camera wrote beside it: the canvas knows pixels only.

const longest = 1600;

/** shrinkPhotos makes every chosen photo small, and shows it. */
export function shrinkPhotos(root) {
  for (const input of root.querySelectorAll("[data-photo] input[type=file]")) input.addEventListener("change", () => shrink(input));
}

async function shrink(input) {
  const file = input.files[0];
  input.parentElement.querySelector("img")?.remove();
  if (!file) return;
  const small = await drawn(file).catch(() => null); // what is no picture is for the server to refuse
  if (!small) return;
  const held = new DataTransfer();
  held.items.add(new File([small], "photo.jpg", { type: small.type }));
  input.files = held.files;
  const shown = document.createElement("img");
  shown.alt = "";
  shown.className = "proof";
  shown.src = URL.createObjectURL(small);
  shown.addEventListener("load", () => URL.revokeObjectURL(shown.src), { once: true });
  input.after(shown);
}

async function drawn(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
}
