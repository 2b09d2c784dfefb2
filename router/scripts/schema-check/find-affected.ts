import { type Change, ChangeType } from '@graphql-inspector/core'

/**
 * The coordinates whose users notice a change, or null when field usage cannot tell. `isRequired`: an argument or input field has to be
 * given from now on, so everyone notices who uses its field or input type, with or without it.
 */
export function findAffected(change: Change, isRequired: boolean): readonly string[] | null {
  const [type = '', field, argument] = (change.path ?? '').split('.')
  if (type === '') return findAffectedRoot(change)
  const wholeType = [type, `${type}.*`]
  switch (change.type) {
    case ChangeType.TypeRemoved:
    case ChangeType.TypeKindChanged:
      return wholeType
    case ChangeType.UnionMemberRemoved:
      return [String(change.meta.removedUnionMemberTypeName)]
    case ChangeType.ObjectTypeInterfaceRemoved: {
      const name = String(change.meta.removedInterfaceName)
      return [name, `${name}.*`]
    }
    case ChangeType.FieldArgumentAdded:
    case ChangeType.FieldArgumentRemoved:
    case ChangeType.FieldArgumentTypeChanged:
    case ChangeType.FieldArgumentDefaultChanged:
      return isRequired || change.type === ChangeType.FieldArgumentDefaultChanged
        ? [`${type}.${field}`]
        : [`${type}.${field}(${argument}:)`]
    case ChangeType.InputFieldAdded:
    case ChangeType.InputFieldTypeChanged:
    case ChangeType.InputFieldDefaultValueChanged:
      return isRequired || change.type === ChangeType.InputFieldDefaultValueChanged ? wholeType : [`${type}.${field}`]
    default:
      // Directives and their arguments are not in the records.
      if (type.startsWith('@')) return null
      return field === undefined || field.startsWith('@') ? wholeType : [`${type}.${field}`]
  }
}

/** A root type that is another one, or none. */
function findAffectedRoot({ meta }: Change): readonly string[] | null {
  const name: unknown = meta.oldQueryTypeName ?? meta.oldMutationTypeName ?? meta.oldSubscriptionTypeName
  return typeof name === 'string' ? [name, `${name}.*`] : null
}
