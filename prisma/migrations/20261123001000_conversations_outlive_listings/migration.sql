-- A conversation belongs to the two who lead it: it stays, with the title it began under, when its listing is gone for good.
-- DropForeignKey
ALTER TABLE "properties"."Inquiry" DROP CONSTRAINT "Inquiry_propertyId_fkey";

-- Nobody can read it any more once both are erased.
-- AlterTable
ALTER TABLE "properties"."Inquiry" ADD COLUMN     "isHalfErased" BOOLEAN NOT NULL DEFAULT false;
