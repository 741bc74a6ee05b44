const SIDE = 1600;
const QUALITY = 0.8;

/** The picture of a camera, made small enough for a weak network; any other file as it is. */
export async function readPhoto(file) {
    const blob = (await shrink(file)) || file;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return { name: file.name, size: bytes.length, data: toBase64(bytes) };
}

async function shrink(file) {
    try {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    } catch {
        return null;
    }
}

function toBase64(bytes) {
    let text = "";
    for (let start = 0; start < bytes.length; start += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
    }
    return btoa(text);
}
